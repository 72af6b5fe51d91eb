/** Express with an empty route: what a request costs before anybody looks at it. */
import express from "express";
import { PATH } from "./delivery.mjs";
import { listen } from "./listen.mjs";

listen(express().post(PATH, (_req, res) => res.status(204).end()));
