package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.VariableStore;
import dev.duru.pipeline.state.VariableStore.Variable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Variables of projects: values that everybody may see, unlike secrets. */
public final class Variables {
    private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");
    private static final int LONGEST = 48 * 1024;

    private final Database database;
    private final VariableStore store = new VariableStore();

    Variables(Database database) {
        this.database = database;
    }

    /**
     * Sets one.
     *
     * @param environment for which it holds; {@code ""} for all
     * @param name in any case; kept in upper case
     * @throws ProblemException USER when the name or the value cannot be
     */
    public void set(ProjectName project, String environment, String name, String value, String by) {
        String upper = upper(name);
        if (!NAME.matcher(upper).matches() || upper.startsWith("GITHUB_")) {
            throw ProblemException.user(
                    "'"
                            + name
                            + "' cannot name a variable; use letters, digits and _, not a digit"
                            + " first and not GITHUB_");
        }
        if (value.length() > LONGEST) {
            throw ProblemException.user("the value has more than 48 KiB");
        }
        database.update(tx -> store.set(tx, project, environment, upper, value, by));
    }

    /**
     * Removes one.
     *
     * @throws ProblemException NOT_FOUND
     */
    public void remove(ProjectName project, String environment, String name) {
        if (!database.write(tx -> store.remove(tx, project, environment, upper(name)))) {
            throw ProblemException.notFound(
                    "there is no variable "
                            + upper(name)
                            + (environment.isEmpty() ? "" : " of " + environment));
        }
    }

    public List<Variable> all(ProjectName project) {
        return database.read(sql -> store.all(sql, project));
    }

    /** Those of one environment alone, or of the project with {@code ""}. */
    public Map<String, String> of(ProjectName project, String environment) {
        return database.read(sql -> store.of(sql, project, environment));
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
