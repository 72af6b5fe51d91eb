const express = require("express");
const { validators } = require("../compiled-schemas.cjs");
const { listen } = require("./listen.cjs");

const fits = validators.get("callSummary");

listen(
  express().post(process.argv[2], express.json(), (req, res) =>
    res.status(fits(req.body) ? 204 : 400).end(),
  ),
);
