/** `node:http` and body-parser. Lets everybody in, and validates nothing. */
import bodyParser from "body-parser";
import { listen } from "./listen.mjs";

const parse = bodyParser.json();

listen((req, res) => {
  parse(req, res, (error) => {
    res.statusCode = error ? error.status : 204;
    res.end();
  });
});
