package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.GhaFunction;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds values that anybody on the internet can choose, such as the title of an issue: pasted into
 * a script they run there.
 */
final class Untrusted {
    private static final Set<GhaFunction> HARMLESS =
            Set.of(
                    GhaFunction.CONTAINS,
                    GhaFunction.STARTS_WITH,
                    GhaFunction.ENDS_WITH,
                    GhaFunction.HASH_FILES);

    private static final List<String> PATHS =
            List.of(
                    "github.head_ref",
                    "github.event.issue.title",
                    "github.event.issue.body",
                    "github.event.pull_request.title",
                    "github.event.pull_request.body",
                    "github.event.pull_request.head.ref",
                    "github.event.pull_request.head.label",
                    "github.event.pull_request.head.repo.default_branch",
                    "github.event.comment.body",
                    "github.event.review.body",
                    "github.event.review_comment.body",
                    "github.event.pages.*.page_name",
                    "github.event.commits.*.message",
                    "github.event.commits.*.author.email",
                    "github.event.commits.*.author.name",
                    "github.event.head_commit.message",
                    "github.event.head_commit.author.email",
                    "github.event.head_commit.author.name",
                    "github.event.discussion.title",
                    "github.event.discussion.body");

    /** An item whose number or name is not known yet. */
    private static final String SOME = "[]";

    private Untrusted() {}

    static void check(Ast ast, TypeChecker checker) {
        List<String> path = path(ast);
        if (!path.isEmpty()) {
            report(ast, path, checker);
        }
        switch (ast) {
            case Ast.Call call -> {
                if (!HARMLESS.contains(call.function())) {
                    call.arguments().forEach(argument -> check(argument, checker));
                }
            }
            case Ast.Index index -> {
                check(index.key(), checker);
                if (path.isEmpty()) {
                    check(index.target(), checker);
                }
            }
            case Ast.Property property -> {
                if (path.isEmpty()) {
                    check(property.target(), checker);
                } else {
                    keys(property.target(), checker);
                }
            }
            case Ast.Star star -> keys(star.target(), checker);
            case Ast.Compare _, Ast.Literal _, Ast.Name _, Ast.Not _ -> {}
            case Ast.Logical logical ->
                    logical.operands().forEach(operand -> check(operand, checker));
        }
    }

    /** Looks only into the brackets of a path. */
    private static void keys(Ast ast, TypeChecker checker) {
        switch (ast) {
            case Ast.Index index -> {
                check(index.key(), checker);
                keys(index.target(), checker);
            }
            case Ast.Property property -> keys(property.target(), checker);
            case Ast.Star star -> keys(star.target(), checker);
            case Ast.Literal _,
                    Ast.Name _,
                    Ast.Call _,
                    Ast.Not _,
                    Ast.Compare _,
                    Ast.Logical _ -> {}
        }
    }

    private static void report(Ast ast, List<String> path, TypeChecker checker) {
        for (String unsafe : PATHS) {
            if (matches(path, unsafe.split("\\."))) {
                checker.warn(
                        ast,
                        "anybody can choose `" + unsafe + "`, and in a script it would run",
                        "pass it to the script by `env:` and use the variable");
                return;
            }
        }
    }

    private static boolean matches(List<String> path, String[] unsafe) {
        if (path.size() != unsafe.length) {
            return false;
        }
        for (int i = 0; i < unsafe.length; i++) {
            if (!agrees(path.get(i), unsafe[i])) {
                return false;
            }
        }
        return true;
    }

    /** {@code *} finds everything, an item by its number only items of lists. */
    private static boolean agrees(String asked, String unsafe) {
        return asked.equals(unsafe)
                || asked.equals("*")
                || (asked.equals(SOME) && unsafe.equals("*"));
    }

    /** The names from the context on, with {@code *} for any item; empty if this is no path. */
    private static List<String> path(Ast ast) {
        List<String> path = new ArrayList<>();
        Ast at = ast;
        while (true) {
            switch (at) {
                case Ast.Name(String name, _) -> {
                    path.addFirst(name.toLowerCase(Locale.ROOT));
                    return path;
                }
                case Ast.Property(Ast target, String name, _) -> {
                    path.addFirst(name.toLowerCase(Locale.ROOT));
                    at = target;
                }
                case Ast.Star(Ast target, _) -> {
                    path.addFirst("*");
                    at = target;
                }
                case Ast.Index(Ast target, Ast key, _) -> {
                    boolean named = key instanceof Ast.Literal(Value.Str _, _);
                    path.addFirst(named ? name(key) : SOME);
                    at = target;
                }
                case Ast.Literal _, Ast.Call _, Ast.Not _, Ast.Compare _, Ast.Logical _ -> {
                    return List.of();
                }
            }
        }
    }

    private static String name(Ast key) {
        return key instanceof Ast.Literal(Value.Str(String name), _)
                ? name.toLowerCase(Locale.ROOT)
                : "*";
    }
}
