package io.diffy.console.http;

import io.diffy.console.http.Problem.Kind;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * Who is let in, and from where: names that a page of somebody else can't borrow (DNS rebinding),
 * writes that no other site can start (CSRF), tokens.
 */
final class Gatekeeper {
  private static final String COOKIE = "diffy-token";

  private static final String BEARER = "Bearer ";
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern ADDRESS =
      Pattern.compile("\\[[0-9a-fA-F:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern FORWARDED = Pattern.compile("[0-9a-fA-F:., ]{1,100}");

  private final Listening listening;

  private final Optional<LoginFlow> login;

  Gatekeeper(Listening listening, Clock clock) {
    this.listening = listening;
    login = listening.login().map(service -> new LoginFlow(service, clock));
  }

  /** Refuses a name that is not this server's: a page elsewhere may have pointed it here. */
  void requireHost(HttpFields headers) {
    String host = host(headers.get("Host"));
    boolean own =
        listening.names().contains(host)
            || (listening.isLoopback()
                ? THIS_MACHINE.contains(host)
                : ADDRESS.matcher(host).matches());
    if (!own) {
      throw Problem.of(
          Kind.WRONG_HOST,
          "the console does not answer to this name; start it with --http-name to let it");
    }
  }

  private static String host(String authority) {
    return authority == null ? "" : authority.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
  }

  /** Refuses what a page of another site started. */
  void requireOwnSite(HttpFields headers, boolean writes) {
    String site = headers.get("Sec-Fetch-Site");
    boolean own = site == null || site.equals("same-origin") || site.equals("none");
    String origin = headers.get("Origin");
    if (origin != null) {
      String named = origin.replaceFirst("^https?://", "").toLowerCase(Locale.ROOT);
      own &= named.equalsIgnoreCase(headers.get("Host")) && !named.equals(origin);
    }
    if (!own) {
      throw Problem.of(Kind.CROSS_SITE, "open the console itself; other sites can't use it");
    }
    if (writes && !"1".equals(headers.get("X-Diffy"))) {
      throw Problem.of(Kind.CROSS_SITE, "what writes needs the header X-Diffy: 1");
    }
  }

  /** Whose request it is; nobody's where it shows no token and needs none. */
  Caller caller(Request request, Role needed) {
    if (!listening.asksWho()) {
      return new Caller(System.getProperty("user.name", ""), Role.ADMIN, Optional.empty());
    }
    if (needed == Role.NONE) {
      return Caller.NOBODY;
    }
    Caller caller =
        token(request)
            .map(this::of)
            .orElseThrow(
                () ->
                    Problem.of(
                        Kind.NO_TOKEN,
                        "send Authorization: Bearer TOKEN, or sign in with POST /v1/session",
                        node -> login.ifPresent(l -> node.put("login", "v1/session/login"))));
    if (!caller.role().may(needed)) {
      throw wrongRole(caller, needed, "this");
    }
    return caller;
  }

  static Problem wrongRole(Caller caller, Role needed, String what) {
    return Problem.of(
        Kind.WRONG_ROLE,
        "%s needs the role %s; %s has %s"
            .formatted(what, needed.word(), caller.name(), caller.role().word()),
        node -> node.put("role", needed.word()));
  }

  /** Whose token this is. */
  Caller of(String token) {
    return login
        .filter(service -> LoginService.isToken(token))
        .map(service -> service.caller(token))
        .or(() -> listening.tokens().map(tokens -> tokens.caller(token)))
        .orElseThrow(
            () ->
                Problem.of(
                    Kind.BAD_TOKEN,
                    listening.asksWho()
                        ? "this is no token of the login service"
                        : "no token is needed here"));
  }

  private Optional<String> token(Request request) {
    String header = request.getHeaders().get("Authorization");
    if (header != null && header.startsWith(BEARER)) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    return cookie(request, COOKIE);
  }

  private Optional<String> cookie(Request request, String name) {
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(cookieName(name)))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  private String cookieName(String name) {
    return listening.secure() ? "__Host-" + name : name;
  }

  /** What a browser keeps: not for scripts, not for other sites, and over TLS only. */
  String cookie(String token, long seconds) {
    return cookie(COOKIE, token, "Strict", seconds);
  }

  private String cookie(String name, String value, String sites, long seconds) {
    return "%s=%s; Path=/; HttpOnly; SameSite=%s; Max-Age=%d%s"
        .formatted(cookieName(name), value, sites, seconds, listening.secure() ? "; Secure" : "");
  }

  /** On to the login service. The way back comes from there: a strict cookie would not. */
  Reply login(Request request, Call call) {
    LoginFlow.Step step = flow().start(own(request), call.text("to").orElse(""));
    return Reply.moved(step.location())
        .with("Set-Cookie", cookie(LoginFlow.COOKIE, step.cookie(), "Lax", LoginFlow.SECONDS));
  }

  /** Back from it. */
  Reply loggedIn(Request request, Call call) {
    LoginFlow.Step step = flow().back(own(request), call, cookie(request, LoginFlow.COOKIE));
    return Reply.moved(step.location())
        .with("Set-Cookie", cookie(step.cookie(), flow().sessionSeconds()));
  }

  private LoginFlow flow() {
    return login.orElseThrow(
        () -> Problem.unknown("this console asks no login service; see --http-login"));
  }

  /** Where this console is reached, by the name that was let through before. */
  private String own(Request request) {
    return (listening.secure() ? "https://" : "http://") + request.getHeaders().get("Host");
  }

  /** The address it came from; of a proxy's request what the proxy says too. */
  String from(Request request) {
    String address = Request.getRemoteAddr(request);
    String forwarded = request.getHeaders().get("X-Forwarded-For");
    return listening.proxied() && forwarded != null && FORWARDED.matcher(forwarded).matches()
        ? address + " for " + forwarded.strip()
        : address;
  }
}
