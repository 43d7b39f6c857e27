package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line {@code duru}.
 *
 * <p>Exit codes: 0 it is done; 1 the thing failed; 2 the command line was wrong.
 */
public final class Cli {
    private final CommandLine line;
    private final Surroundings surroundings;

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
        this.line = new CommandLine(new Root());
        more.forEach(line::addSubcommand);
        for (Callable<Integer> command : commands(surroundings)) {
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
        line.setParameterExceptionHandler(this::misused);
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    /** Runs the command line of a process, with these commands beside those of this package. */
    public static int run(List<? extends Callable<Integer>> more, String... args) {
        return new Cli(Surroundings.ofProcess(), more).run(args);
    }

    /** Runs one command, and gives the exit code. */
    public int run(String... args) {
        if (args.length == 0) {
            line.usage(surroundings.err());
            return 2;
        }
        return line.execute(args);
    }

    private static List<Callable<Integer>> commands(Surroundings surroundings) {
        return List.of(
                new RunCommand(surroundings),
                new LintCommand(surroundings),
                new InitCommand(surroundings),
                new LoginCommand(surroundings),
                new StatusCommand(surroundings),
                new LogsCommand(surroundings),
                new RerunCommand(surroundings),
                new PlayCommand(surroundings),
                new VariableCommand(surroundings),
                new CancelCommand(surroundings),
                new ArtifactsCommand(surroundings),
                new PromoteCommand(surroundings),
                new ApproveCommand(surroundings),
                new RollbackCommand(surroundings),
                new QueryCommand(surroundings),
                new BackupCommand(surroundings),
                new RestoreCommand(surroundings));
    }

    private int misused(CommandLine.ParameterException e, String[] args) {
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        return refused(e, e.getCommandLine());
    }

    private int refused(Exception e, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        surroundings.err().println("duru: " + e.getMessage());
        surroundings.err().println("duru: see " + name + " --help");
        return 2;
    }

    private int failed(Exception failure, CommandLine command) {
        if (failure instanceof WrongUsage) {
            return refused(failure, command);
        }
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
