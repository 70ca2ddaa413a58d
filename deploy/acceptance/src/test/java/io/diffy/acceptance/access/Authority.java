package io.diffy.acceptance.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Signs certificates for 127.0.0.1, by the JDK's own tool. What nobody imports, nobody trusts. */
final class Authority {
  static final String PASSWORD = "opens-the-key-files";

  private final Path folder;
  private final Path own;

  Authority(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.own = folder.resolve("authority.p12");
    keytool(own, "-genkeypair -alias authority -keyalg EC -dname CN=authority -ext bc:c");
    keytool(own, "-exportcert -rfc -alias authority -file " + certificate());
  }

  /** What a client must trust, as PEM. */
  Path certificate() {
    return folder.resolve("authority.pem");
  }

  /** A key file with a certificate that was signed here. */
  Path sign(String name) throws IOException, InterruptedException {
    Path keys = folder.resolve(name + ".p12");
    Path request = folder.resolve(name + ".csr");
    Path signed = folder.resolve(name + ".pem");
    keytool(keys, "-genkeypair -alias own -keyalg EC -dname CN=" + name);
    keytool(keys, "-certreq -alias own -file " + request);
    keytool(
        own,
        "-gencert -rfc -alias authority -ext san=ip:127.0.0.1 -infile "
            + request
            + " -outfile "
            + signed);
    keytool(keys, "-importcert -noprompt -alias authority -file " + certificate());
    keytool(keys, "-importcert -alias own -file " + signed);
    return keys;
  }

  private static void keytool(Path keys, String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of(
            "-J-Duser.language=en",
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            // Who reads the file works as long as who wrote it; nobody guesses this password.
            "-J-Dkeystore.pkcs12.macIterationCount=100",
            "-J-Dkeystore.pkcs12.certPbeIterationCount=100",
            "-J-Dkeystore.pkcs12.keyPbeIterationCount=100"));
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
    if (tool.waitFor() != 0) {
      throw new IllegalStateException("keytool " + words + ": " + said);
    }
  }
}
