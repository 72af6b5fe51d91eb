const express = require("express");
const { listen } = require("./listen.cjs");

listen(express().post(process.argv[2], express.json(), (_req, res) => res.status(204).end()));
