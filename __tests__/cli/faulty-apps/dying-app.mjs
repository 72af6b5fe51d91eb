// Ends at the first chat, as after an exception that nobody has caught. Tells its parent where it listens.
import { createServer } from "node:http";

const server = createServer((req, res) => {
  let text = "";
  req.on("data", (chunk) => {
    text += chunk;
  });
  req.on("end", () => {
    if (text.includes("newChat")) process.exit(1);
    res.end();
  });
});

server.listen(0, "127.0.0.1", () => process.send(server.address().port));
