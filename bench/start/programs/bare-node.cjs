require("./listen.cjs").listen((req, res) => {
  req.resume().on("end", () => {
    res.statusCode = 204;
    res.end();
  });
});
