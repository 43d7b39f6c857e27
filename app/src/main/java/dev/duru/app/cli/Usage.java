package dev.duru.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lets a command say that it was used wrongly. */
final class Usage {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** To be thrown; exit code 2. */
    CommandLine.ParameterException wrong(String message) {
        CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
        return new CommandLine.ParameterException(line, message);
    }
}
