const express = require("express");
const { listen } = require("./listen.cjs");

listen(express().post(process.argv[2], (_req, res) => res.status(204).end()));
