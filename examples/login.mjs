import { readFileSync } from "node:fs";
import { Client } from "ldapts";

const { LDAPS_URL: url, LDAP_CA_FILE: ca, LDAP_BASE: base, LDAP_BIND_DN: dn, LDAP_BIND_PASSWORD: password } = process.env;
const directory = new Client({ url, tlsOptions: { ca: [readFileSync(ca)] } });
await directory.bind(dn, password);
const { searchEntries: [ada] } = await directory.search(base, { filter: "(uid=ada)", attributes: ["memberOf"] });
await directory.bind(ada.dn, "s3cret");
await directory.unbind();
console.log("ada is in", ada.memberOf);
