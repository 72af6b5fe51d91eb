-- What wrk sends, and how it tells what came of it: one line of JSON.
wrk.method = "POST"
wrk.body = os.getenv("BENCH_BODY")
wrk.headers["Content-Type"] = "application/json"

-- Where the body asks for a number, each request has another one, and each run.
local before, after = wrk.body:match("^(.*){number}(.*)$")
if before then
  local run, number = os.time(), 0
  function request()
    number = number + 1
    return wrk.format(nil, nil, nil, before .. run .. "-" .. number .. after)
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"p50Micros":%d,"p99Micros":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.timeout, errors.status
  ))
end
