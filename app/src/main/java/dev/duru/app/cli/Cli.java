package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line {@code duru}.
 *
 * <p>Exit codes: 0 it is done; 1 the thing failed; 2 the command line was wrong.
 */
public final class Cli {
    private final Surroundings surroundings;
    private final List<Callable<Integer>> more;

    @Command(
            name = "duru",
            version = "duru 0.1.0",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "From git push to the lesson learned, and round again.",
            footer = {"", "duru COMMAND --help tells more of a command."})
    private static final class Root {}

    /**
     * @param more commands that live elsewhere, such as {@code up} and {@code demo}; they come
     *     first
     */
    public Cli(Surroundings surroundings, List<? extends Callable<Integer>> more) {
        this.surroundings = surroundings;
        this.more = List.copyOf(more);
    }

    /** Looking at every command takes longer than many a command: only the one that is meant is. */
    private CommandLine line(String name) {
        CommandLine line = new CommandLine(new Root());
        List<Callable<Integer>> commands = new ArrayList<>(more);
        commands.addAll(commands(surroundings));
        List<Callable<Integer>> meant =
                commands.stream().filter(command -> name(command).equals(name)).toList();
        for (Callable<Integer> command : meant.isEmpty() ? commands : meant) {
            line.addSubcommand(command);
        }
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
        }
        line.setOut(new PrintWriter(surroundings.out(), true, surroundings.out().charset()));
        line.setErr(new PrintWriter(surroundings.err(), true, surroundings.err().charset()));
        line.setUsageHelpAutoWidth(surroundings.terminal());
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        surroundings.coloured()
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((failure, args) -> misused(failure, line.getErr()));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        return line;
    }

    private static String name(Callable<Integer> command) {
        Command described = command.getClass().getAnnotation(Command.class);
        return described == null ? "" : described.name();
    }

    /** Runs the command line of a process, with these commands beside those of this package. */
    public static int run(List<? extends Callable<Integer>> more, String... args) {
        return new Cli(Surroundings.ofProcess(), more).run(args);
    }

    /** Runs one command, and gives the exit code. */
    public int run(String... args) {
        if (args.length == 0) {
            line("").usage(surroundings.err());
            return 2;
        }
        if (args[0].equals("run") && (args.length == 1 || isWord(args, 1))) {
            return run(args.length == 1 ? null : args[1]);
        }
        return line(args[0]).execute(args);
    }

    private static boolean isWord(String[] args, int at) {
        return args.length == at + 1 && !args[at].isEmpty() && "-@".indexOf(args[at].charAt(0)) < 0;
    }

    /** The usual call, which has no options: half of its start would go into parsing them. */
    private int run(@Nullable String workflow) {
        RunCommand command = new RunCommand(surroundings, workflow);
        try {
            return command.call();
        } catch (WrongUsage e) {
            return refused(e, "duru run");
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private static List<Callable<Integer>> commands(Surroundings surroundings) {
        return List.of(
                new RunCommand(surroundings),
                new LintCommand(surroundings),
                new TsdbCommand(surroundings),
                new InitCommand(surroundings),
                new LoginCommand(surroundings),
                new StatusCommand(surroundings),
                new LogsCommand(surroundings),
                new RerunCommand(surroundings),
                new PlayCommand(surroundings),
                new VariableCommand(surroundings),
                new EnvironmentCommand(surroundings),
                new MergeRequestCommand(surroundings),
                new CancelCommand(surroundings),
                new ArtifactsCommand(surroundings),
                new PromoteCommand(surroundings),
                new ApproveCommand(surroundings),
                new RollbackCommand(surroundings),
                new SteerCommand.Pause(surroundings),
                new SteerCommand.Resume(surroundings),
                new SteerCommand.Abort(surroundings),
                new SteerCommand.Undo(surroundings),
                new RehearseCommand(surroundings),
                new LockCommand(surroundings),
                new ExecCommand(surroundings),
                new PlanCommand(surroundings),
                new ApplyCommand(surroundings),
                new QueryCommand(surroundings),
                new TestCommand(surroundings),
                new BackupCommand(surroundings),
                new RestoreCommand(surroundings));
    }

    private int misused(CommandLine.ParameterException e, PrintWriter err) {
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        return refused(e, e.getCommandLine().getCommandSpec().qualifiedName());
    }

    private int refused(Exception e, String name) {
        surroundings.err().println("duru: " + e.getMessage());
        surroundings.err().println("duru: see " + name + " --help");
        return 2;
    }

    private int failed(Exception failure, CommandLine command) {
        return failure instanceof WrongUsage
                ? refused(failure, command.getCommandSpec().qualifiedName())
                : failed(failure);
    }

    private int failed(Exception failure) {
        if (failure instanceof ProblemException problem) {
            surroundings.err().println("duru: " + problem.detail());
        } else if (failure instanceof java.io.UncheckedIOException io) {
            surroundings.err().println("duru: " + io.getMessage());
        } else {
            surroundings.err().println("duru: this should not have happened:");
            failure.printStackTrace(surroundings.err());
        }
        return 1;
    }
}
