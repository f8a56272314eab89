// SPDX-License-Identifier: Apache-2.0
// age by the npm package age-encryption: "encrypt <recipient>" or "decrypt <identity>", standard input to output;
// "recipient <identity>" prints the public key.
import { readFileSync } from "node:fs";
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";

const [action, key] = process.argv.slice(2);
if (action === "recipient") {
  process.stdout.write(await identityToRecipient(key));
} else if (action === "encrypt") {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key);
  process.stdout.write(await encrypter.encrypt(readFileSync(0)));
} else {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  process.stdout.write(await decrypter.decrypt(readFileSync(0)));
}
