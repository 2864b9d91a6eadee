-- Requests of wrk, and its figures on one line. Arguments:
--   get                  the URL, always the same
--   post BODY            the same with a body
--   cold FILE RUN        GET /RESOLVER/SENDER/DATA, DATA from the lines of FILE in turn; RESOLVER
--                        is another one in each run and in each pass through the file

function init(args)
  if args[1] == "post" then
    wrk.method = "POST"
    wrk.body = args[2]
    wrk.headers["Content-Type"] = "application/json"
  elseif args[1] == "cold" then
    local data, count = {}, 0
    for line in io.lines(args[2]) do
      count = count + 1
      data[count] = line
    end
    local sender = "/0x" .. string.rep("22", 20) .. "/"
    local pass, index, head = 0, count
    function request()
      if index == count then
        index, pass = 0, pass + 1
        head = string.format("GET /0x%020x%020x", tonumber(args[3]), pass) .. sender
      end
      index = index + 1
      return head .. data[index] .. " HTTP/1.1\r\nHost: localhost\r\n\r\n"
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "figures %d %d %d %d %d\n",
    summary.requests,
    summary.duration,
    latency:percentile(50),
    latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
