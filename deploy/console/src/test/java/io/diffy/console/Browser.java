package io.diffy.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.service.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** Chromium without a window, where the machine has it; the tests are skipped by name where not. */
final class Browser implements BeforeEachCallback {
  private static final Optional<Path> CHROMIUM =
      onPath("chromium", "chromium-browser", "google-chrome");
  private static final Optional<Path> DRIVER = onPath("chromedriver");
  private static final Duration SOON = Duration.ofSeconds(10);

  private static ChromeDriver driver;

  @Override
  public void beforeEach(ExtensionContext context) {
    assumeTrue(
        CHROMIUM.isPresent() && DRIVER.isPresent(), "no chromium and chromedriver on the PATH");
    Object unused =
        context
            .getRoot()
            .getStore(Namespace.create(Browser.class))
            .getOrComputeIfAbsent(Browser.class, key -> started());
    driver.get("about:blank");
    List<String> before = complaints();
    assertTrue(before.isEmpty(), before::toString);
  }

  private static AutoCloseable started() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.orElseThrow().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900");
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.orElseThrow().toFile())
                .build(),
            options);
    return driver::quit;
  }

  private static Optional<Path> onPath(String... names) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page as somebody does who follows a link from elsewhere. */
  static void open(String page) {
    open(ConsoleBroker.console.address(), page);
  }

  /** The same of another console. */
  static void open(String address, String page) {
    driver.get("about:blank");
    driver.get(address + "#/" + page);
  }

  /** Waits until nothing loads any more. */
  static void awaitLoaded() {
    await("main h1", "");
    awaitGone("main [aria-busy=true]");
  }

  /** Whether the page can be scrolled sideways, which nobody on a phone wants. */
  static boolean isTooWide() {
    return Boolean.TRUE.equals(run("return document.documentElement.scrollWidth > innerWidth"));
  }

  /** As somebody has it who likes dark pages; light is what is there without this. */
  static void dark(boolean on) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", on ? "dark" : "light"))));
  }

  /** A window of 1280 pixels at 200 %: half as many of CSS, each drawn as four. */
  static void doubled() {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 640, "height", 450, "deviceScaleFactor", 2, "mobile", false));
  }

  static void notDoubled() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** Texts that the window or a box cuts off, where nothing scrolls to them or says so. */
  static List<?> cut() {
    return (List<?>)
        run(
            """
            const cut = [];
            const style = e => getComputedStyle(e);
            const scrolls = e => e && e !== document.body && (['auto', 'scroll'].includes(style(e).overflowX) || scrolls(e.parentElement));
            for (const e of document.querySelectorAll('body *')) {
              const box = e.getBoundingClientRect();
              if (box.width <= 1 || box.height <= 1 || e.closest('.sr, .offscreen, .skip, svg, option')) continue;
              const said = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
              const out = said && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(e);
              const shut = style(e).overflowY === 'hidden' && style(e).textOverflow !== 'ellipsis' && style(e).webkitLineClamp === 'none';
              const over = e.matches('.tcell') && e.scrollWidth > e.clientWidth + 2;
              if (out || over || (shut && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2)))
                cut.push(`${e.tagName} ${e.className}: ${e.textContent.trim().slice(0, 60)}`);
            }
            return cut.slice(0, 5);
            """);
  }

  /** Presses the first thing of this name that says this, once it may be pressed. */
  static void click(String css, String text) {
    String found =
        "[...document.querySelectorAll(arguments[0])].find(e =>"
            + " e.textContent.includes(arguments[1]) && !e.disabled)";
    await(css + " with " + text + " to press", "return !!" + found, css, text);
    run(found + ".click()", css, text);
  }

  /** Writes into a field, once it is there. */
  static void fill(String css, String text) {
    await(css, "");
    WebElement field = driver.findElement(By.cssSelector(css));
    field.clear();
    field.sendKeys(text);
  }

  /** Chooses in a list, once it has that. */
  static void choose(String css, String value) {
    await(css + " option[value='" + value + "']", "");
    run(
        "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
            + " s.dispatchEvent(new Event('change'))",
        css,
        value);
  }

  static void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** Presses keys wherever the focus is. */
  static void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(driver).sendKeys(key).perform();
    }
  }

  /** Presses one key while another is held. */
  static void press(Keys held, CharSequence key) {
    new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
  }

  /** The text of what this names, once it is there. */
  static String text(String css) {
    await(css, "");
    return String.valueOf(run("return document.querySelector(arguments[0]).textContent", css))
        .strip();
  }

  static List<String> texts(String css) {
    return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  /** Waits until something of this name says this. */
  static void await(String css, String text) {
    await(
        css + " says " + text,
        "return [...document.querySelectorAll(arguments[0])].some(e =>"
            + " e.textContent.includes(arguments[1]))",
        css,
        text);
  }

  /** Waits until nothing has this name. */
  static void awaitGone(String css) {
    await("no " + css, "return !document.querySelector(arguments[0])", css);
  }

  private static void await(String what, String script, Object... arguments) {
    assertTrue(
        Waiting.until(() -> Boolean.TRUE.equals(run(script, arguments)), SOON, "waiting"),
        () -> what + "; the page: " + run("return document.body.innerText"));
  }

  static Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What the browser complained of since it was asked last: errors of scripts, broken policies. */
  static List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        // A page that is still open when its console ends asks it in vain.
        .filter(said -> !said.contains("ERR_CONNECTION_REFUSED"))
        .toList();
  }

  /** What axe-core finds that is serious or critical, of WCAG 2.2 AA. */
  static List<?> barriers() {
    return barriers("{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}");
  }

  /** The same of colours alone: all else is in dark as it is in light. */
  static List<?> paleTexts() {
    return barriers("{runOnly: {type: 'rule', values: ['color-contrast']}}");
  }

  private static List<?> barriers(String options) {
    if (Boolean.FALSE.equals(run("return 'axe' in window"))) {
      run(axe());
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, %s).then(
                result => done(result.violations
                    .filter(v => ['serious', 'critical'].includes(v.impact))
                    .map(v => v.id + ' ' + v.nodes.map(n => n.html).join(' '))),
                error => done([String(error)]));
            """
                .formatted(options));
    if (found instanceof List<?> barriers) {
      return barriers;
    }
    throw new JavascriptException("axe said " + found);
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
