const { once } = require("node:events");
const { createServer } = require("node:http");

const secret = "correct horse battery staple";

const callSummary = {
  event: "callSummary",
  call_direction: "Incoming",
  call_department: "14",
  caller_number: "+2345550100",
  recording_url: "",
  call_duration: "184",
};

const json = (fields) => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(fields),
});

const form = (fields) => ({ body: new URLSearchParams(fields) });

/** Serves the app on a free port, posts one delivery to it and gives the status of the answer. */
async function deliver(app, path, delivery) {
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(path, `http://127.0.0.1:${server.address().port}`);
  url.searchParams.set("token", secret);
  const { status } = await fetch(url, { method: "POST", ...delivery });
  server.close();
  return status;
}

/** Uses a receiver without Express. */
const alone = (receiver) => (req, res) => receiver(req, res, () => res.writeHead(404).end());

const report = (outcome) => console.log(JSON.stringify(outcome));

module.exports = { alone, callSummary, deliver, form, json, report, secret };
