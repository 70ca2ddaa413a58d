package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.remote.enroll.EnrollSecret;
import io.diffy.remote.enroll.EnrolledNode;
import io.diffy.remote.enroll.Enrollments;
import io.diffy.remote.enroll.SecretText;
import io.diffy.remote.intake.RemoteOptions;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.TimeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Makes, changes and takes back what lets hosts into a group. A secret is printed once, when it is
 * made; Kafka has its hash.
 */
abstract class EnrollSecretCommand extends ClusterCommand {
  private EnrollSecretCommand(CommandContext context) {
    super(context);
  }

  /** All four, below one word. */
  static CommandLine group(CommandContext context) {
    return CommandGroup.of(
            "enroll-secret",
            "Make, change or take back what lets hosts into a group.",
            "(new|rotate|revoke|list)",
            "say what to do: new, rotate, revoke or list")
        .addSubcommand(new New(context))
        .addSubcommand(new Rotate(context))
        .addSubcommand(new Revoke(context))
        .addSubcommand(new Listing(context));
  }

  @Override
  final int run(Cluster cluster, Progress progress) {
    progress.step("reading the secrets");
    RemoteOptions.ensureTopics(cluster);
    try (AckedWriter writer = new AckedWriter(cluster);
        Enrollments enrollments = new Enrollments(cluster, writer)) {
      progress.idle();
      run(enrollments, context.clock().instant());
      return ExitCode.NOTHING_FOUND;
    } catch (AckedWriter.NotKept e) {
      throw new CommandFailure("the secrets could not be written: " + e.getMessage(), e);
    }
  }

  abstract void run(Enrollments enrollments, Instant now);

  /** Keeps the hash, then prints the secret alone: what goes to a file holds nothing else. */
  final void make(
      Enrollments enrollments, GroupKey group, String secret, boolean ec2, Instant now) {
    EnrollSecret made =
        new EnrollSecret(group, SecretText.hash(secret), ec2, now, Optional.empty());
    enrollments.put(made);
    context.note(
        "Secret %s lets hosts into %s. It is not shown again: keep it in a file that only root can read.",
        made.id(), group);
  }

  @Command(
      name = "new",
      description = "Make a secret for a group and print it, once.",
      footer = "Such as: diffy osquery enroll-secret new web-prod > enroll_secret")
  private static final class New extends EnrollSecretCommand {
    @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or a plain name.")
    private String group;

    @Option(
        names = "--ec2",
        description =
            "Who comes by it must show the instance identity document of EC2, which AWS signed.")
    private boolean ec2;

    @Option(
        names = "--secret-file",
        paramLabel = "FILE",
        description = "Take the secret in this file instead, which hosts have already.")
    private Path file;

    New(CommandContext context) {
      super(context);
    }

    @Override
    void check() {
      String name = GroupKey.parse(group).asg();
      if (name.isBlank() || name.contains(":")) {
        throw new UsageError(
            "\"" + group + "\" is neither <account>:<region>:<asg> nor a plain name");
      }
    }

    @Override
    void run(Enrollments enrollments, Instant now) {
      String secret = file == null ? SecretText.random() : given();
      make(enrollments, GroupKey.parse(group), secret, ec2, now);
      if (file == null) {
        context.say("%s", secret);
      }
    }

    private String given() {
      try {
        String secret = Files.readString(file).strip();
        if (secret.length() < 16 || secret.chars().anyMatch(Character::isWhitespace)) {
          throw new UsageError(
              "--secret-file %s: one word of 16 characters or more".formatted(file));
        }
        return secret;
      } catch (IOException e) {
        throw new CommandFailure("can't read --secret-file " + file + ": " + e, e);
      }
    }
  }

  @Command(
      name = "rotate",
      description =
          "Make another secret for a group and print it, once; the older ones of the group end later.")
  private static final class Rotate extends EnrollSecretCommand {
    @Parameters(paramLabel = "GROUP", description = "A group that has a secret.")
    private String group;

    @Option(
        names = "--overlap",
        paramLabel = "SPAN",
        defaultValue = "7d",
        description = "How long the older ones still let hosts in. Default: ${DEFAULT-VALUE}")
    private String overlap;

    Rotate(CommandContext context) {
      super(context);
    }

    @Override
    void run(Enrollments enrollments, Instant now) {
      Duration span = UsageError.parse("--overlap", overlap, TimeText::span);
      GroupKey key = GroupKey.parse(group);
      List<EnrollSecret> older =
          enrollments.secrets().stream().filter(one -> one.group().equals(key)).toList();
      if (older.isEmpty()) {
        throw new CommandFailure(
            "group %s has no secret; diffy osquery enroll-secret new makes one".formatted(group));
      }
      String secret = SecretText.random();
      make(enrollments, key, secret, older.get(older.size() - 1).ec2(), now);
      older.stream()
          .filter(one -> one.expiresAt().map(end -> end.isAfter(now.plus(span))).orElse(true))
          .forEach(one -> enrollments.put(one.until(now.plus(span))));
      context.say("%s", secret);
    }
  }

  @Command(
      name = "revoke",
      description =
          "Take a secret back at once. Hosts that came in by it stay, unless --hosts is said.")
  private static final class Revoke extends EnrollSecretCommand {
    @Parameters(paramLabel = "ID", description = "As diffy osquery enroll-secret list shows it.")
    private String id;

    @Option(
        names = "--hosts",
        description = "Take the keys of the hosts back, too, that came in by it.")
    private boolean hosts;

    Revoke(CommandContext context) {
      super(context);
    }

    @Override
    void run(Enrollments enrollments, Instant now) {
      EnrollSecret secret =
          enrollments.secrets().stream()
              .filter(one -> one.id().equals(id))
              .findFirst()
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "there is no secret %s; diffy osquery enroll-secret list shows them"
                              .formatted(id)));
      enrollments.remove(secret);
      List<EnrolledNode> came =
          enrollments.all().stream().filter(node -> node.secretId().equals(id)).toList();
      if (hosts) {
        came.forEach(enrollments::remove);
      }
      context.say(
          "Secret %s of %s lets nobody in any more. %d hosts that came in by it %s.",
          id, secret.group(), came.size(), hosts ? "have to enrol again" : "stay");
    }
  }

  @Command(name = "list", description = "Show the secrets, by their ids, and who came in by each.")
  private static final class Listing extends EnrollSecretCommand {
    Listing(CommandContext context) {
      super(context);
    }

    @Override
    void run(Enrollments enrollments, Instant now) {
      List<EnrollSecret> secrets = enrollments.secrets();
      if (secrets.isEmpty()) {
        context.say("No secret: no host can enrol. diffy osquery enroll-secret new makes one.");
        return;
      }
      List<EnrolledNode> nodes = enrollments.all();
      TableView table =
          new TableView()
              .column("ID")
              .names("GROUP")
              .column("MADE", "ENDS", "ASKS FOR")
              .number("HOSTS");
      for (EnrollSecret one : secrets) {
        long hosts = nodes.stream().filter(node -> node.secretId().equals(one.id())).count();
        table.row(
            Style.PLAIN,
            List.of(
                one.id(),
                one.group().toString(),
                TimeText.minutes(one.createdAt()),
                one.expiresAt().map(TimeText::minutes).orElse("never"),
                one.ec2() ? "secret, EC2 document" : "secret",
                String.valueOf(hosts)));
      }
      table.print(context.screen());
    }
  }
}
