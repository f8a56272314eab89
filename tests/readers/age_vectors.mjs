// SPDX-License-Identifier: Apache-2.0
// Prints the community's age test vectors as one JSON object: name -> the file in base64.
import * as vectors from "cctv-age";

const encoded = Object.entries(vectors).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
process.stdout.write(JSON.stringify(Object.fromEntries(encoded)));
