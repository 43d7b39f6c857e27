package dev.duru.dialects.fuzz;

import java.util.List;
import java.util.Random;

/** Makes texts that are nearly right. */
final class Grammars {
    private static final List<String> NAMES =
            List.of(
                    "github", "env", "matrix", "needs", "inputs", "vars", "steps", "job", "a", "b",
                    "os", "ref");
    private static final List<String> FUNCTIONS =
            List.of(
                    "contains",
                    "startsWith",
                    "endsWith",
                    "format",
                    "join",
                    "toJSON",
                    "fromJSON",
                    "hashFiles",
                    "success",
                    "failure",
                    "always",
                    "cancelled",
                    "case",
                    "nothing");
    private static final List<String> STEP_KEYS =
            List.of(
                    "id",
                    "if",
                    "name",
                    "env",
                    "continue-on-error",
                    "timeout-minutes",
                    "background",
                    "shell",
                    "working-directory",
                    "with",
                    "uses",
                    "run",
                    "wait",
                    "wait-all",
                    "cancel",
                    "parallel");
    private static final List<String> JOB_KEYS =
            List.of(
                    "name",
                    "needs",
                    "runs-on",
                    "permissions",
                    "environment",
                    "concurrency",
                    "outputs",
                    "env",
                    "defaults",
                    "if",
                    "steps",
                    "timeout-minutes",
                    "strategy",
                    "continue-on-error",
                    "container",
                    "services",
                    "uses",
                    "with",
                    "secrets",
                    "snapshot",
                    "cancel-timeout-minutes");
    private static final List<String> EVENTS =
            List.of(
                    "push",
                    "pull_request",
                    "workflow_dispatch",
                    "workflow_call",
                    "schedule",
                    "workflow_run",
                    "repository_dispatch",
                    "release",
                    "issues",
                    "merge_group",
                    "image_version",
                    "nothing");

    private final Random random;

    Grammars(Random random) {
        this.random = random;
    }

    private String one(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    String expression(int depth) {
        if (depth <= 0) {
            return switch (random.nextInt(6)) {
                case 0 -> one(NAMES);
                case 1 -> Double.toString(random.nextGaussian() * 1000);
                case 2 -> "'" + one(NAMES) + (random.nextInt(5) == 0 ? "''" : "") + "'";
                case 3 -> one(List.of("true", "false", "null", "0x1F", "NaN", "-1", "1e3"));
                default -> one(NAMES) + "." + one(NAMES);
            };
        }
        return switch (random.nextInt(8)) {
            case 0 -> "(" + expression(depth - 1) + ")";
            case 1 -> "!" + expression(depth - 1);
            case 2, 3 ->
                    expression(depth - 1)
                            + one(List.of(" && ", " || ", " == ", " != ", " < ", "<=", ">", ">= "))
                            + expression(depth - 1);
            case 4 -> expression(depth - 1) + "[" + expression(depth - 1) + "]";
            case 5 -> one(NAMES) + one(List.of(".*", "[*]", ".*.a")) + "." + one(NAMES);
            default -> {
                StringBuilder call = new StringBuilder(one(FUNCTIONS)).append('(');
                int arguments = random.nextInt(4);
                for (int i = 0; i < arguments; i++) {
                    call.append(i == 0 ? "" : ", ").append(expression(depth - 1));
                }
                yield call.append(')').toString();
            }
        };
    }

    String template() {
        StringBuilder text = new StringBuilder();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            text.append(random.nextBoolean() ? one(NAMES) + " " : "");
            text.append("${{ ").append(expression(random.nextInt(3))).append(" }}");
        }
        return text.toString();
    }

    /** Flow style, so that everything can stand everywhere. */
    private String value(int depth) {
        return switch (random.nextInt(depth <= 0 ? 5 : 8)) {
            case 0 ->
                    one(
                            List.of(
                                    "x", "1", "1.5", "true", "false", "null", "''", "'*'", "0",
                                    "-3", "latest"));
            case 1, 2 -> "\"" + template().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            case 3 -> one(NAMES);
            case 4 ->
                    "'"
                            + one(
                                    List.of(
                                            "v*",
                                            "**/a",
                                            "!b",
                                            "* * * * *",
                                            "docker://x",
                                            "a/b@v1",
                                            "./x"))
                            + "'";
            case 5 -> list(depth);
            default -> map(NAMES, depth);
        };
    }

    private String list(int depth) {
        StringBuilder list = new StringBuilder("[");
        int items = random.nextInt(4);
        for (int i = 0; i < items; i++) {
            list.append(i == 0 ? "" : ", ").append(value(depth - 1));
        }
        return list.append(']').toString();
    }

    private String map(List<String> keys, int depth) {
        StringBuilder map = new StringBuilder("{");
        int entries = random.nextInt(5);
        for (int i = 0; i < entries; i++) {
            map.append(i == 0 ? "" : ", ");
            map.append(random.nextInt(30) == 0 ? "'${{ insert }}'" : one(keys));
            map.append(": ").append(value(depth - 1));
        }
        return map.append('}').toString();
    }

    String workflow() {
        StringBuilder text = new StringBuilder();
        text.append("on: ").append(on()).append('\n');
        for (String key :
                List.of("name", "run-name", "env", "permissions", "defaults", "concurrency")) {
            if (random.nextInt(4) == 0) {
                text.append(key).append(": ").append(section(key)).append('\n');
            }
        }
        text.append("jobs:\n");
        int jobs = 1 + random.nextInt(3);
        for (int i = 0; i < jobs; i++) {
            text.append("  ").append((char) ('a' + i)).append(":\n    runs-on: ubuntu-latest\n");
            int keys = random.nextInt(5);
            for (int k = 0; k < keys; k++) {
                String key = one(JOB_KEYS);
                text.append("    ").append(key).append(": ").append(section(key)).append('\n');
            }
            text.append("    steps:\n");
            int steps = 1 + random.nextInt(3);
            for (int s = 0; s < steps; s++) {
                text.append("      - run: x\n");
                int more = random.nextInt(3);
                for (int m = 0; m < more; m++) {
                    String key = one(STEP_KEYS);
                    text.append("        ")
                            .append(key)
                            .append(": ")
                            .append(section(key))
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    private String on() {
        return switch (random.nextInt(4)) {
            case 0 -> one(EVENTS);
            case 1 -> "[" + one(EVENTS) + ", " + one(EVENTS) + "]";
            case 2 -> "{" + one(EVENTS) + ": " + value(3) + "}";
            default ->
                    "{workflow_call: {inputs: {a: {type: string, default: "
                            + value(1)
                            + "}}, outputs: {o: {value: "
                            + value(1)
                            + "}}}, push: {branches: "
                            + list(2)
                            + "}, schedule: [{cron: "
                            + value(0)
                            + "}]}";
        };
    }

    /** Something that fits a key more often than not. */
    private String section(String key) {
        if (random.nextInt(3) == 0) {
            return value(3);
        }
        return switch (key) {
            case "strategy" ->
                    "{matrix: {a: "
                            + list(2)
                            + ", include: "
                            + list(3)
                            + ", exclude: "
                            + list(3)
                            + "}}";
            case "container" -> "{image: " + value(0) + ", env: " + map(NAMES, 1) + "}";
            case "services" -> "{s: {image: x, ports: " + list(1) + "}}";
            case "defaults" -> "{run: {shell: " + value(0) + "}}";
            case "concurrency" -> "{group: " + value(0) + ", cancel-in-progress: " + value(0) + "}";
            case "environment" -> "{name: " + value(0) + ", url: " + value(0) + "}";
            case "permissions" -> one(List.of("{contents: read}", "read-all", "{}"));
            case "parallel" -> "[{run: a}, {run: b, id: x}]";
            case "needs" -> one(List.of("a", "b", "[a, b]"));
            case "steps" ->
                    "[{run: x, if: "
                            + value(0)
                            + "}, {uses: 'a/b@c', with: "
                            + map(NAMES, 1)
                            + "}]";
            case "env", "with", "outputs", "secrets" -> map(NAMES, 1);
            default -> value(0);
        };
    }
}
