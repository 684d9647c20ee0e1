/**
 * A client as a program has one that follows Pulumi's guides: a class in a file beside the program. Of it, everything that a
 * provider touches is serialised into the state of every resource.
 */

const { ApiFailure } = require("./failure");

class Client {
  constructor(options) {
    this.baseUrl = options.baseUrl;
    this.apiKey = options.apiKey;
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.maxAttempts = options.maxAttempts ?? 5;
    this.userAgent = options.userAgent ?? "pulumi-program/1.0";
  }

  /** Sends a request, and sends it again while the server says that it may succeed later. */
  async request(method, path, options = {}) {
    const url = new URL(`${this.baseUrl}/account/api/v1${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value === undefined || value === "") continue;
      url.searchParams.set(name, String(value));
    }
    let lastFailure;
    for (let attempt = 1; attempt <= this.maxAttempts; attempt += 1) {
      try {
        return await this.send(method, url, options.body);
      } catch (error) {
        lastFailure = error;
        const isRetryable = error instanceof ApiFailure ? error.isRetryable : method === "GET";
        if (!isRetryable || attempt === this.maxAttempts) throw error;
        const pauseMs = error.retryAfterMs ?? Math.min(30_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
    throw lastFailure;
  }

  async send(method, url, body) {
    const headers = {
      accept: "application/json",
      "user-agent": this.userAgent,
      "x-api-key": this.apiKey,
    };
    if (body !== undefined) headers["content-type"] = "application/json";
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.timeoutMs);
    try {
      const response = await fetch(url, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: controller.signal,
      });
      const text = await response.text();
      if (response.ok) return text === "" ? undefined : JSON.parse(text);
      throw this.failureOf(response, text);
    } finally {
      clearTimeout(timer);
    }
  }

  failureOf(response, text) {
    let code = "unknown";
    let message = text.slice(0, 500);
    try {
      const json = JSON.parse(text);
      const error = json.error ?? json.errors?.[0] ?? json;
      code = String(error.code ?? code);
      message = String(error.message ?? message);
    } catch {
      // A gateway answers HTML: the text itself is the message.
    }
    const failure = new ApiFailure(response.status, code, message, response.headers.get("x-request-id") ?? undefined);
    failure.retryAfterMs = this.retryAfterOf(response.headers.get("retry-after"));
    return failure;
  }

  retryAfterOf(header) {
    if (header === null) return undefined;
    if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
    const at = Date.parse(header);
    return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
  }

  /** Follows pages, whatever the envelope calls its list. */
  async *pages(path, query = {}) {
    const limit = 100;
    for (let offset = 0; ; offset += limit) {
      const page = await this.request("GET", path, { query: offset === 0 ? query : { ...query, offset, limit } });
      if (Array.isArray(page)) {
        yield* page;
        return;
      }
      const items = page.records ?? page.items ?? [];
      yield* items;
      if (items.length < limit || offset + items.length >= (page.total ?? 0)) return;
    }
  }

  async collect(path, query) {
    const all = [];
    for await (const item of this.pages(path, query)) all.push(item);
    return all;
  }

  requireName(name, what) {
    if (typeof name !== "string" || name.trim() === "") throw new Error(`${what} needs a name.`);
    if (name.length > 255) throw new Error(`The name of ${what} is longer than 255 characters.`);
    if (!/^[A-Za-z0-9 _-]+$/.test(name)) {
      throw new Error(`The name "${name}" of ${what} may hold letters, digits, blanks, dashes and underscores only.`);
    }
    return name;
  }

  requireDay(day, what) {
    if (day === undefined || day === "") return undefined;
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) {
      throw new Error(`The end date "${day}" of ${what} is not a day of the form 2027-12-31.`);
    }
    if (Date.parse(`${day}T23:59:59Z`) < Date.now()) throw new Error(`The end date ${day} of ${what} has passed.`);
    return day;
  }

  userBody(user) {
    const name = this.requireName(user.nickname, "a service user");
    if (!/^[^@\s]+@[^@\s]+$/.test(user.email ?? "")) throw new Error(`"${user.email}" is no mail address.`);
    if (!Array.isArray(user.accountIds) || user.accountIds.length === 0) {
      throw new Error(`Service user "${name}" needs at least one account.`);
    }
    const body = {
      user_type: "service",
      access_scope: "account",
      friendly_name: name,
      description: user.description ?? "",
      email: user.email,
      accounts: [...user.accountIds].sort(),
      primary_account_id: user.primaryAccountId ?? user.accountIds[0],
      roles: [...(user.roleIds ?? [])].sort(),
    };
    const endDate = this.requireDay(user.endDate, `service user "${name}"`);
    if (endDate !== undefined) body.end_date = endDate;
    return body;
  }

  userOf(wire) {
    const idsOf = (list) => (list ?? []).map((item) => (typeof item === "string" ? item : item.id)).sort();
    return {
      id: String(wire.id),
      nickname: wire.friendly_name ?? wire.friendlyName ?? wire.name,
      description: wire.description ?? "",
      email: wire.email ?? "",
      status: String(wire.status ?? "ACTIVE").toUpperCase(),
      accountIds: idsOf(wire.accounts),
      roleIds: idsOf(wire.roles),
      endDate: (wire.end_date ?? wire.endDate ?? "").slice(0, 10),
      createdAt: wire.created_at ?? wire.createdAt ?? "",
    };
  }

  async createUser(user) {
    const wire = await this.request("POST", "/user", { body: this.userBody(user) });
    const token = wire.api_access_token ?? wire.api_token ?? {};
    return { ...this.userOf(wire), initialApiKey: token.token ?? token.token_id ?? "" };
  }

  async getUser(id) {
    return this.userOf(await this.request("GET", `/user/${encodeURIComponent(id)}`));
  }

  async findUser(nickname) {
    const wanted = nickname.toLowerCase();
    const users = await this.collect("/user", { user_type: "service" });
    return users.map((user) => this.userOf(user)).find((user) => user.nickname.toLowerCase() === wanted);
  }

  async updateUser(id, user) {
    return this.userOf(await this.request("PUT", `/user/${encodeURIComponent(id)}`, { body: this.userBody(user) }));
  }

  async deleteUser(id) {
    try {
      await this.request("DELETE", `/user/${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof ApiFailure && error.isNotFound)) throw error;
    }
  }
}

module.exports = { Client };
