import { describe, expect, it } from "vitest";
import { proxyFor } from "../../../src/client/transport/proxy";
import { isConfigurationError, scrub } from "../../../src/errors/index";

const API = new URL("https://one.example.test");
const of = (HTTPS_PROXY: string) => proxyFor(API, { HTTPS_PROXY });
const login = (user: string, password: string) => ({ user, password });

describe("the address of a proxy", () => {
  it.each([
    ["proxy:3128", "http", "proxy:3128"],
    ["http://proxy:3128", "http", "proxy:3128"],
    ["HTTP://Proxy:3128/", "http", "proxy:3128"],
    [" http://proxy:3128\n", "http", "proxy:3128"],
    ["http://proxy", "http", "proxy:80"],
    ["proxy", "http", "proxy:80"],
    ["http://proxy:80", "http", "proxy:80"],
    ["http://proxy:21", "http", "proxy:21"],
    ["https://proxy", "https", "proxy:443"],
    ["https://proxy:443", "https", "proxy:443"],
    ["socks5://proxy", "socks5", "proxy:1080"],
    ["socks5h://proxy:1081", "socks5h", "proxy:1081"],
    ["socks://proxy", "socks", "proxy:1080"],
    ["socks4a://proxy", "socks4a", "proxy:1080"],
    ["10.0.0.1:3128", "http", "10.0.0.1:3128"],
    ["http://[fd00::1]:3128", "http", "[fd00::1]:3128"],
    ["localhost:3128", "http", "localhost:3128"],
  ])("%j is read", (text, scheme, name) => {
    expect(of(text)).toMatchObject({ scheme, name, variable: "HTTPS_PROXY" });
    expect(of(text)?.credentials).toBeUndefined();
  });

  it.each([
    ["http://user:password@proxy:3128", login("user", "password")],
    ["user:password@proxy:3128", login("user", "password")],
    ["http://user@proxy:3128", login("user", "")],
    ["http://user:@proxy:3128", login("user", "")],
    ["http://:password@proxy:3128", login("", "password")],
    ["http://user:100%@proxy:3128", login("user", "100%")],
    ["http://user:100%25@proxy:3128", login("user", "100%")],
    ["http://user:%zz%4@proxy:3128", login("user", "%zz%4")],
    ["http://user:%ff%fe@proxy:3128", login("user", "%ff%fe")],
    ["http://user:p%40ss@proxy:3128", login("user", "p@ss")],
    ["http://user:p@ss@proxy:3128", login("user", "p@ss")],
    ["http://us%3Aer:pass:word@proxy:3128", login("us:er", "pass:word")],
    ["http://user:p/a?s#s\\w@proxy:3128", login("user", "p/a?s#s\\w")],
    ["http://user:12#34@proxy:3128", login("user", "12#34")],
    ["http://user:%C3%A9t%C3%A9@proxy:3128", login("user", "été")],
    ["http://user:été 密@proxy:3128", login("user", "été 密")],
    ["http://dom%5Cuser:password@proxy:3128", login("dom\\user", "password")],
  ])("%j has the user and the password that are meant", (text, credentials) => {
    const proxy = of(text);
    expect(proxy?.credentials).toEqual(credentials);
    expect(proxy?.name).toBe("proxy:3128");
    // What is long enough to be a secret stands in no message, in whichever spelling.
    const { user, password } = credentials;
    if (password.length >= 8) {
      const sent = Buffer.from(`${user}:${password}`).toString("base64");
      for (const form of [password, encodeURIComponent(password), sent])
        expect(scrub(`x ${form} y`)).toBe("x [secret] y");
    }
  });

  it.each([
    "no address at all",
    "ftp://proxy:1",
    "'http://proxy:3128'",
    "http://",
    "http://:3128",
    "http://proxy:port",
    "http://proxy:99999",
    "http://proxy:0",
    "http://proxy:3128/path",
    "pac+http://proxy/file",
    "http://user:proxy-password@",
    "file:///etc/proxy",
  ])("%j is refused, in words that name the variable and show no password", (text) => {
    let error: unknown;
    try {
      of(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(isConfigurationError(error) && error.property).toBe("HTTPS_PROXY");
    expect(String(error)).toMatch(
      /HTTPS_PROXY names no proxy .* Write it as http:\/\/host:port.* name one\.example\.test in NO_PROXY/,
    );
    expect(String(error)).not.toContain("proxy-password");
  });
});

describe("the variables of the environment", () => {
  const nameOf = (env: Record<string, string>, url = API) => {
    const proxy = proxyFor(url, env);
    return proxy && `${proxy.variable}=${proxy.name}`;
  };
  const a = "http://a:1";
  const b = "http://b:2";

  it.each<readonly [Record<string, string>, string | undefined]>([
    [{}, undefined],
    [{ HTTPS_PROXY: a }, "HTTPS_PROXY=a:1"],
    [{ https_proxy: a }, "https_proxy=a:1"],
    [{ https_proxy: a, HTTPS_PROXY: b }, "https_proxy=a:1"],
    [{ https_proxy: "", HTTPS_PROXY: b }, "HTTPS_PROXY=b:2"],
    [{ https_proxy: " ", HTTPS_PROXY: b }, "HTTPS_PROXY=b:2"],
    [{ ALL_PROXY: a }, "ALL_PROXY=a:1"],
    [{ all_proxy: a, ALL_PROXY: b }, "all_proxy=a:1"],
    [{ ALL_PROXY: a, HTTPS_PROXY: b }, "HTTPS_PROXY=b:2"],
    [{ HTTP_PROXY: a }, undefined],
    [{ HTTPS_PROXY: a, NO_PROXY: "one.example.test" }, undefined],
    [{ HTTPS_PROXY: a, no_proxy: "example.test" }, undefined],
    [{ HTTPS_PROXY: a, no_proxy: "x", NO_PROXY: "*" }, "HTTPS_PROXY=a:1"],
    [{ HTTPS_PROXY: a, no_proxy: "", NO_PROXY: "*" }, undefined],
    [{ HTTPS_PROXY: a, NO_PROXY: "one.example.test:8443" }, "HTTPS_PROXY=a:1"],
    [{ HTTPS_PROXY: "no proxy", NO_PROXY: "*" }, undefined],
  ])("of %o, %s counts", (env, found) => {
    expect(nameOf(env)).toBe(found);
  });

  it.each(["http://localhost:1", "https://127.0.0.1", "https://127.1.2.3", "http://[::1]:8080"])(
    "never count for this machine: %s",
    (url) => {
      expect(nameOf({ HTTPS_PROXY: a, HTTP_PROXY: a, ALL_PROXY: "no proxy" }, new URL(url))).toBeUndefined();
    },
  );
});
