const { nodeListener } = require("../../../dist/node.js");
const { listen } = require("./listen.cjs");
const { receivers } = require("./ours.cjs");

const [phone, lines] = receivers();
listen(nodeListener({ [process.argv[2]]: phone, "/webhooks/servetel": lines }));
