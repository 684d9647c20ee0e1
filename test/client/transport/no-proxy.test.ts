import { describe, expect, it } from "vitest";
import { isExempt } from "../../../src/client/transport/no-proxy";

const HOST = "one.example.test";

describe("NO_PROXY", () => {
  it.each([
    ["the name", HOST],
    ["the name in capitals", "ONE.Example.Test"],
    ["the name with the root's dot", "one.example.test."],
    ["a name above it", "example.test"],
    ["a name above it with a dot before", ".example.test"],
    ["a name above it with a star before", "*.example.test"],
    ["the end of a name behind a star", "*ple.test"],
    ["everything", "*"],
    ["the name with the port", `${HOST}:443`],
    ["a name above it with the port", ".example.test:443"],
    ["one of several, separated by commas", `localhost,127.0.0.1, ${HOST} ,x`],
    ["one of several, separated by blanks and line ends", `localhost ${HOST}\nx`],
    ["everything among others", "localhost, *"],
  ])("exempts a host by %s", (_form, text) => {
    expect(isExempt(text, HOST, 443)).toBe(true);
    expect(isExempt(text, `${HOST}.`, 443)).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["commas only", " , ,"],
    ["another name", "two.example.test"],
    ["the end of a name without a dot", "ple.test"],
    ["a name below it", `x.${HOST}`],
    ["another port", `${HOST}:8443`],
    ["an address", "10.0.0.1"],
    ["a range of addresses", "0.0.0.0/0"],
    ["the name with a scheme", `https://${HOST}`],
    ["a pattern inside", "one.*.test"],
  ])("does not exempt it by %s", (_form, text) => {
    expect(isExempt(text, HOST, 443)).toBe(false);
  });

  it.each([
    ["10.1.2.3", "10.1.2.3", true],
    ["10.1.2.3", "10.0.0.0/8", true],
    ["10.1.2.3", "10.1.2.3:443", true],
    ["10.1.2.3", "10.1.2.3:80", false],
    ["10.1.2.3", "11.0.0.0/8", false],
    ["10.1.2.3", "10.0.0.0/99", false],
    ["10.1.2.3", "10.0.0.0/x", false],
    ["10.1.2.3", ".2.3", false],
    ["10.1.2.3", "2.3", false],
    ["10.1.2.3", "*", true],
    ["[fd00::1]", "fd00::1", true],
    ["[fd00::1]", "[fd00::1]", true],
    ["[fd00::1]", "[fd00::1]:443", true],
    ["[fd00::1]", "[fd00::1]:80", false],
    ["[fd00::1]", "fd00:0:0:0:0:0:0:1", true],
    ["[fd00::1]", "fd00::/16", true],
    ["[fd00::1]", "fe00::/16", false],
    ["[fd00::1]", "10.0.0.0/8", false],
  ])("of the address %s, %s: %s", (host, text, exempt) => {
    expect(isExempt(text, host, 443)).toBe(exempt);
  });
});
