/** Ours on Express. */
import express from "express";
import { PATH } from "./delivery.mjs";
import { listen } from "./listen.mjs";
import { receiver } from "./receiver.mjs";

listen(express().use(PATH, receiver));
