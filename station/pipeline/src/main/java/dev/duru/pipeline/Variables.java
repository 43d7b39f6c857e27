package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.EnvironmentScope;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.VariableStore;
import dev.duru.pipeline.state.VariableStore.Flag;
import dev.duru.pipeline.state.VariableStore.Variable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
     * A value to be set.
     *
     * @param environment for which it holds: a name, a pattern such as {@code review/*}, or {@code
     *     ""} for all
     * @param name in any case; kept in upper case
     */
    public record Setting(String environment, String name, String value, Set<Flag> flags) {
        public Setting {
            flags = Set.copyOf(flags);
        }
    }

    /**
     * Sets one.
     *
     * @throws ProblemException USER when the name, the environment or the value cannot be
     */
    public void set(ProjectName project, Setting setting, String by) {
        String upper = upper(setting.name());
        if (!NAME.matcher(upper).matches() || upper.startsWith("GITHUB_")) {
            throw ProblemException.user(
                    "'"
                            + setting.name()
                            + "' cannot name a variable; use letters, digits and _, not a digit"
                            + " first and not GITHUB_");
        }
        if (setting.value().length() > LONGEST) {
            throw ProblemException.user("the value has more than 48 KiB");
        }
        Variable variable =
                new Variable(
                        upper,
                        EnvironmentScope.parse(setting.environment()).text(),
                        setting.value(),
                        setting.flags(),
                        by,
                        Instant.EPOCH);
        database.update(tx -> store.set(tx, project, variable));
    }

    /**
     * Removes one.
     *
     * @throws ProblemException NOT_FOUND
     */
    public void remove(ProjectName project, String environment, String name) {
        String scope = new EnvironmentScope(environment).text();
        if (!database.write(tx -> store.remove(tx, project, scope, upper(name)))) {
            throw ProblemException.notFound(
                    "there is no variable "
                            + upper(name)
                            + (environment.isEmpty() ? "" : " of " + environment));
        }
    }

    public List<Variable> all(ProjectName project) {
        return database.read(sql -> store.all(sql, project));
    }

    /**
     * What a job sees: of each name the value whose environment says most precisely which it is
     * for.
     *
     * @param environment that the job enters; {@code ""} for none
     * @param onProtected whether the job's branch or tag is protected
     */
    public List<Variable> of(ProjectName project, String environment, boolean onProtected) {
        Map<String, Variable> seen = new TreeMap<>();
        all(project).stream()
                .filter(one -> onProtected || !one.has(Flag.PROTECTED))
                .filter(one -> scope(one).covers(environment))
                .sorted(Comparator.comparing(Variables::scope, EnvironmentScope.BY_PRECISION))
                .forEach(one -> seen.put(one.name(), one));
        return List.copyOf(seen.values());
    }

    private static EnvironmentScope scope(Variable variable) {
        return new EnvironmentScope(variable.environment());
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
