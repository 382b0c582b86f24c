// Fills in segments_cases.json with what Twilio's own calculator says of each text:
//   npm install --prefix var/segments sms-segments-calculator@1.3.0
//   NODE_PATH=var/segments/node_modules node tests/channels/segments_cases.js
const fs = require("fs");
const path = require("path");
const { SegmentedMessage } = require("sms-segments-calculator");

const file = path.join(__dirname, "segments_cases.json");
const cases = JSON.parse(fs.readFileSync(file, "utf8"));
const lines = cases.map(({ about, text, times }) => {
  const message = new SegmentedMessage(text.repeat(times));
  const encoding = message.getEncodingName();
  const units = message.messageSize / (encoding === "GSM-7" ? 7 : 16);
  return JSON.stringify({ about, text, times, encoding, segments: message.segmentsCount, units });
});
fs.writeFileSync(file, "[\n  " + lines.join(",\n  ") + "\n]\n");
