// What Twilio's own calculator says of each string of a JSON array: standard input to output.
const { SegmentedMessage } = require("sms-segments-calculator");

const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const counts = texts.map((text) => {
  const message = new SegmentedMessage(text);
  const encoding = message.getEncodingName();
  const units = message.messageSize / (encoding === "GSM-7" ? 7 : 16);
  return [encoding, message.segmentsCount, units];
});
process.stdout.write(JSON.stringify(counts));
