/** `node:http` and `JSON.parse`: what Node can do at best. Lets everybody in, and validates nothing. */
import { listen } from "./listen.mjs";

listen((req, res) => {
  const chunks = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", () => {
    res.statusCode = isJson(Buffer.concat(chunks).toString()) ? 204 : 400;
    res.end();
  });
});

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
