// A login as a test of a Node program would see it (npm install ldapts); run by: ldaplab exec --profile openldap --user ada:s3cret:Ops -- node examples/login.mjs
import { readFileSync } from "node:fs";
import { Client } from "ldapts";

const { LDAPS_URL: url, LDAP_CA_FILE: ca, LDAP_BASE: base, LDAP_BIND_DN: dn, LDAP_BIND_PASSWORD: password } = process.env;
const directory = new Client({ url, tlsOptions: { ca: [readFileSync(ca)] } });
await directory.bind(dn, password);
const { searchEntries: [ada] } = await directory.search(base, { filter: "(uid=ada)", attributes: ["memberOf"] });
if (ada.memberOf !== `cn=Ops,ou=groups,${base}`) throw new Error(JSON.stringify(ada));
await directory.bind(ada.dn, "s3cret");
await directory.unbind();
console.log("ada is in", ada.memberOf);
