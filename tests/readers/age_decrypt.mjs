// SPDX-License-Identifier: Apache-2.0
// Takes the place of `age -d -i IDENTITY -o OUT FILE` with the npm package age-encryption, for hybrid recipients.
import { readFileSync, writeFileSync } from "node:fs";
import { Decrypter } from "age-encryption";

const [, , mode, identityFlag, identity, outFlag, out, file] = process.argv;
if (mode !== "-d" || identityFlag !== "-i" || outFlag !== "-o") {
  process.exit(2);
}
const decrypter = new Decrypter();
for (const line of readFileSync(identity, "utf8").split("\n")) {
  if (line.startsWith("AGE-SECRET-KEY-")) {
    decrypter.addIdentity(line.trim());
  }
}
writeFileSync(out, await decrypter.decrypt(readFileSync(file)));
