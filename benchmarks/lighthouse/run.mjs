import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromium, ...addresses] = process.argv.slice(2);
const flags = ["--headless=new", "--no-sandbox", "--disable-quic", "--disable-background-networking"];
const browser = await launch({ chromePath: chromium, chromeFlags: flags });
try {
    for (const address of addresses) {
        const { lhr } = await lighthouse(address, { port: browser.port, logLevel: "error" });
        console.log(JSON.stringify(lhr));
    }
} finally {
    await browser.kill();
}
