/** One request with node:http and nothing else: no retry, no limit, no reading of errors. */
const http = require("node:http");

const agent = new http.Agent({ keepAlive: true });

exports.call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = { "x-api-key": process.env.DIGICERT_ONE_API_KEY, "user-agent": "bench-floor" };
    if (payload !== undefined) headers["content-type"] = "application/json";
    const url = `${process.env.DIGICERT_ONE_BASE_URL}/account/api/v1${path}`;
    const request = http.request(url, { method, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode < 300) resolve(text === "" ? undefined : JSON.parse(text));
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 200)}`));
      });
    });
    request.on("error", reject);
    request.end(payload);
  });
