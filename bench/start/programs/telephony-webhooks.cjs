const express = require("express");
const { listen } = require("./listen.cjs");
const { receivers } = require("./ours.cjs");

const [phone, lines] = receivers();
listen(express().use(process.argv[2], phone).use("/webhooks/servetel", lines));
