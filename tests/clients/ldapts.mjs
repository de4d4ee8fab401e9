// The tasks of `ldaplab conformance client`, done with ldapts as its documentation has it, and nothing done for it.
import { readFileSync } from "node:fs";
import { Attribute, Change, Client, DN, EqualityFilter } from "ldapts";

const env = process.env;
const patience = Number(env.LDAP_TIMEOUT) * 1000;
const tlsOptions = env.LDAP_CA_FILE ? { ca: [readFileSync(env.LDAP_CA_FILE)] } : undefined;
const own = env.LDAP_START_TLS ? {} : { tlsOptions };
const directory = new Client({ url: env.LDAP_URL, timeout: patience, connectTimeout: patience, ...own });

async function ask(base, options) {
  const asked = { explicitBufferAttributes: options.attributes, ...options };
  const { searchEntries } = await directory.search(base, asked);
  return searchEntries;
}

async function perform(task) {
  if (env.LDAP_START_TLS) await directory.startTLS(tlsOptions);
  if (env.LDAP_BIND_DN) await directory.bind(env.LDAP_BIND_DN, env.LDAP_BIND_PASSWORD);
  const base = env.LDAP_BASE;
  switch (task) {
    case "bind":
      return [];
    case "login": {
      const filter = new EqualityFilter({ attribute: "uid", value: env.LDAP_USER });
      const found = await ask(base, { filter, attributes: ["1.1"] });
      if (found.length !== 1) throw new Error(`${found.length} entries have this name`);
      await directory.bind(found[0].dn, env.LDAP_PASSWORD);
      return [];
    }
    case "search": {
      const paged = env.LDAP_PAGE_SIZE ? { paged: { pageSize: Number(env.LDAP_PAGE_SIZE) } } : {};
      const attributes = env.LDAP_ATTRIBUTES.split(" ");
      return ask(base, { scope: env.LDAP_SCOPE, filter: env.LDAP_FILTER, attributes, ...paged });
    }
    case "find": {
      const value = Buffer.from(env.LDAP_VALUE_BASE64, "base64");
      const filter = new EqualityFilter({ attribute: env.LDAP_ATTRIBUTE, value });
      return ask(base, { filter, attributes: ["uid"] });
    }
    case "read": {
      const name = new DN({ [env.LDAP_ATTRIBUTE]: env.LDAP_VALUE }).toString();
      return ask(`${name},${base}`, { scope: "base", filter: "(objectClass=*)", attributes: [env.LDAP_ATTRIBUTE] });
    }
    case "write": {
      const values = [Buffer.from(env.LDAP_VALUE_BASE64, "base64")];
      const modification = new Attribute({ type: env.LDAP_ATTRIBUTE, values });
      await directory.modify(base, new Change({ operation: "replace", modification }));
      return [];
    }
    default:
      process.exit(77);
  }
}

const encoded = (value) => Buffer.from(value).toString("base64");
try {
  for (const { dn, ...attributes } of await perform(env.LDAP_TASK)) {
    console.log(`dn:: ${encoded(dn)}`);
    for (const [name, values] of Object.entries(attributes)) {
      for (const value of Array.isArray(values) ? values : [values]) console.log(`${name}:: ${encoded(value)}`);
    }
    console.log();
  }
} catch (error) {
  console.error(`${error.name ?? error.constructor.name}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await directory.unbind().catch(() => {});
}
