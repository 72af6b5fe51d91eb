const { callsavvy, servetel, sharedSecret } = require("../../../dist/index.js");

/** Both receivers, with a handler each. */
exports.receivers = () => {
  const auth = sharedSecret(process.argv[3]);
  return [callsavvy({ auth }).onAny(() => {}), servetel({ auth }).onAny(() => {})];
};
