// Lighthouse on each address, in a browser of its own; prints one result a line.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...addresses] = process.argv.slice(2);
const chromeFlags = ["--headless=new", "--no-sandbox", "--disable-quic", "--disable-background-networking"];
const ATTEMPTS = 3;

const measure = async (address) => {
    const browser = await launch({ chromePath, chromeFlags });
    try {
        return (await lighthouse(address, { port: browser.port, logLevel: "error" })).lhr;
    } finally {
        await browser.kill();
    }
};

// A busy machine makes Lighthouse lose the beginning of a page.
const isWhole = (result) => !result.runtimeError && result.audits["largest-contentful-paint"].numericValue;

for (const address of addresses) {
    let result = await measure(address);
    for (let attempt = 1; attempt < ATTEMPTS && !isWhole(result); attempt += 1) {
        result = await measure(address);
    }
    console.log(JSON.stringify(result));
}
