package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.problem.Spelling;
import dev.duru.dialects.value.CaseFold;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Walks a YAML tree along the grammar. */
final class ShapeChecker {
    static final String RULE = "syntax";

    private static final Pattern INSERT = Pattern.compile("\\$\\{\\{\\s*insert\\s*}}");
    private static final Set<Where> KEYS_COMPUTED =
            EnumSet.of(
                    Where.ENV, Where.JOB_ENV, Where.STEP, Where.CONTAINER_ENV, Where.ACTION_STEP);

    private final Problems problems;
    private final Scalars scalars;

    ShapeChecker(Problems problems, Scalars scalars) {
        this.problems = problems;
        this.scalars = scalars;
    }

    void check(YamlNode node, Shape shape) {
        switch (shape) {
            case Shape.Skip _ -> {}
            case Shape.Text(Where where, boolean mayBeEmpty) -> {
                if (scalar(node, mayBeEmpty) instanceof YamlScalar text) {
                    scalars.text(text, where);
                }
            }
            case Shape.Script(Where where) -> {
                if (script(node, "the script is empty") instanceof YamlScalar text) {
                    scalars.script(text, where);
                }
            }
            case Shape.Condition(Where where) -> {
                if (script(node, "the condition is empty, which is true while nothing failed")
                        instanceof YamlScalar text) {
                    scalars.condition(text, where);
                }
            }
            case Shape.Flag(Where where) -> flag(node, where);
            case Shape.Number number -> number(node, number);
            case Shape.Word word -> word(node, word);
            case Shape.Texts texts -> texts(node, texts);
            case Shape.Items(String section, Shape item) -> {
                if (list(section, node, false)) {
                    node.asList().items().forEach(each -> check(each, item));
                }
            }
            case Shape.Section section -> section(node, section);
            case Shape.Names(String name, boolean mayBeEmpty, Shape value) -> {
                for (YamlMap.Entry entry : names(quoted(name), node, mayBeEmpty)) {
                    computed(entry.key(), name, value);
                    check(entry.value(), inserted(entry, value));
                }
            }
            case Shape.Whole whole -> whole(node, whole);
            case Shape.Either either -> either(node, either);
            case Shape.Free(Where where) -> free(node, where);
        }
    }

    /** Below a key that is an expression, a value may be of any kind. */
    private static Shape inserted(YamlMap.Entry entry, Shape shape) {
        boolean free = GhaTemplate.isTemplate(entry.name());
        return free && shape instanceof Shape.Text(Where where, boolean _)
                ? new Shape.Free(where)
                : shape;
    }

    /** Checks a key that is an expression, which only some mappings with free keys may have. */
    private void computed(YamlScalar key, String name, Shape value) {
        if (!GhaTemplate.isTemplate(key.text()) || INSERT.matcher(key.text()).matches()) {
            return;
        }
        if (value instanceof Shape.Text(Where where, boolean _)) {
            boolean may = !name.equals("secrets") && KEYS_COMPUTED.contains(where);
            scalars.text(key, may ? where : Where.NONE);
        } else if (!(value instanceof Shape.Free)) {
            // a section of its own, such as a service
            scalars.text(key, Where.JOB);
        }
    }

    private static String quoted(String section) {
        return section.contains(" ") ? section : "the section `" + section + "`";
    }

    private void error(Position at, String message, String mend) {
        problems.error(at, RULE, message, mend);
    }

    /** The node if it is a usable scalar, else null after saying why not. */
    private @org.jspecify.annotations.Nullable YamlScalar scalar(
            YamlNode node, boolean mayBeEmpty) {
        if (!(node instanceof YamlScalar text) || text.tag().equals("!alias")) {
            error(node.position(), "expected text but found " + node.describe(), "write one value");
            return null;
        }
        if (!mayBeEmpty && text.text().isEmpty()) {
            error(node.position(), "the value is empty", "write a value or remove the key");
            return null;
        }
        return text;
    }

    /** A text that may be empty, though nobody wants it so. */
    private @org.jspecify.annotations.Nullable YamlScalar script(YamlNode node, String empty) {
        YamlScalar text = scalar(node, true);
        if (text != null && text.text().isEmpty()) {
            problems.warning(node.position(), RULE, empty, "write a value or remove the key");
            return null;
        }
        return text;
    }

    private void flag(YamlNode node, Where where) {
        if (!(node instanceof YamlScalar value)) {
            error(node.position(), wrong("a boolean", node), "write true or false");
            return;
        }
        switch (value.kind()) {
            case BOOL -> {}
            case STR -> {
                if (GhaTemplate.isTemplate(value.text())) {
                    scalars.flag(value, where);
                } else {
                    error(node.position(), wrong("a boolean", node), "write true or false");
                }
            }
            case NULL, INT, FLOAT ->
                    error(node.position(), wrong("a boolean", node), "write true or false");
        }
    }

    private static String wrong(String wanted, YamlNode node) {
        return "expected " + wanted + " but found " + node.describe();
    }

    private void number(YamlNode node, Shape.Number shape) {
        String wanted = shape.whole() ? "a whole number" : "a number";
        if (!(node instanceof YamlScalar value)) {
            error(node.position(), wrong(wanted, node), "write digits");
            return;
        }
        boolean digits =
                value.kind() == YamlScalar.Kind.INT
                        || (!shape.whole() && value.kind() == YamlScalar.Kind.FLOAT);
        if (digits) {
            if (!(value.asDouble() > 0)) {
                error(
                        node.position(),
                        "`" + shape.key() + "` is " + value.text() + ", which is not above zero",
                        "write a number above zero");
            }
        } else if (value.kind() == YamlScalar.Kind.STR && GhaTemplate.isTemplate(value.text())) {
            scalars.number(value, shape.where());
        } else {
            error(node.position(), wrong(wanted, node), "write digits, without quotes");
        }
    }

    private void word(YamlNode node, Shape.Word shape) {
        if (scalar(node, false) instanceof YamlScalar text
                && !shape.words().contains(text.text())) {
            error(
                    node.position(),
                    "`" + text.text() + "` is no " + shape.what(),
                    "write one of: " + String.join(", ", shape.words()));
        }
    }

    private void texts(YamlNode node, Shape.Texts shape) {
        if (node instanceof YamlScalar && shape.single()) {
            check(node, shape.item());
            return;
        }
        if (list(shape.section(), node, shape.mayBeEmpty())) {
            node.asList().items().forEach(item -> check(item, shape.item()));
        }
    }

    /** Whether the node is a list that may be as long as it is; says why not. */
    boolean list(String section, YamlNode node, boolean mayBeEmpty) {
        if (!(node instanceof YamlList list)) {
            error(
                    node.position(),
                    quoted(section) + " must be a list but is " + node.describe(),
                    "write `- item` lines or brackets");
            return false;
        }
        if (!mayBeEmpty && list.isEmpty()) {
            error(node.position(), quoted(section) + " is empty", "add an item or remove the key");
            return false;
        }
        return true;
    }

    private void section(YamlNode node, Shape.Section shape) {
        for (YamlMap.Entry entry : entries(quoted(shape.name()), node, shape.mayBeEmpty())) {
            Shape value = shape.keys().get(entry.name());
            if (value == null
                    && shape.inserts() != Where.NONE
                    && GhaTemplate.isTemplate(entry.name())) {
                if (!INSERT.matcher(entry.name()).matches()) {
                    scalars.text(entry.key(), shape.inserts());
                }
                free(entry.value(), shape.inserts());
            } else if (value == null) {
                unknown(entry.key(), shape);
            } else {
                check(entry.value(), value);
            }
        }
    }

    private void unknown(YamlScalar key, Shape.Section shape) {
        if (key.text().equals("<<") || key.text().isEmpty()) {
            return;
        }
        String hint = "use one of: " + String.join(", ", new TreeSet<>(shape.keys().keySet()));
        for (String known : shape.keys().keySet()) {
            if (Spelling.close(known, key.text())) {
                hint = "did you mean `" + known + "`?";
            }
        }
        String what = "unknown key `" + key.text() + "` in " + quoted(shape.name());
        problems.error(key.position(), "unknown-key", what, hint);
    }

    /** The entries of a mapping with known keys; says what is wrong with the mapping itself. */
    List<YamlMap.Entry> entries(String what, YamlNode node, boolean mayBeEmpty) {
        if (node.isNull() || (node instanceof YamlMap map && map.isEmpty())) {
            if (!mayBeEmpty) {
                error(node.position(), what + " is empty", "add a key or remove the section");
            }
            return List.of();
        }
        if (!(node instanceof YamlMap map)) {
            error(
                    node.position(),
                    what + " must be a mapping but is " + node.describe(),
                    "write `key: value` lines");
            return List.of();
        }
        for (YamlMap.Entry entry : map.entries()) {
            if (entry.key().text().isEmpty()) {
                error(entry.key().position(), "a key is empty", "write a name");
            } else if (entry.name().equals("<<")) {
                error(
                        entry.key().position(),
                        "GitHub Actions knows no merge key `<<`",
                        "write the keys out, or alias the whole mapping");
            }
        }
        return map.entries();
    }

    /** The entries of a mapping with free keys, which must differ in more than case. */
    List<YamlMap.Entry> names(String what, YamlNode node, boolean mayBeEmpty) {
        List<YamlMap.Entry> entries = entries(what, node, mayBeEmpty);
        Map<String, YamlScalar> seen = new HashMap<>();
        for (YamlMap.Entry entry : entries) {
            YamlScalar before = seen.putIfAbsent(CaseFold.fold(entry.name()), entry.key());
            if (before != null) {
                error(
                        entry.key().position(),
                        "the key `"
                                + entry.name()
                                + "` is there twice, first in line "
                                + before.position().line(),
                        "rename one; upper and lower case count as the same here");
            }
        }
        return entries;
    }

    private void whole(YamlNode node, Shape.Whole shape) {
        if (scalarOf(node) instanceof YamlScalar text) {
            if (shape.wanted() == Shape.Wanted.TEXT_OR_ARRAY) {
                if (text.text().isEmpty()) {
                    error(node.position(), "the value is empty", "write a label");
                } else {
                    scalars.labels(text, shape.where(), shape.what());
                }
            } else if (Scalars.isWhole(text)) {
                scalars.whole(text, shape.where(), shape.what(), shape.wanted());
            } else {
                error(
                        node.position(),
                        "`" + shape.what() + "` must be a mapping, or one expression, but is text",
                        "write `key: value` lines below it");
            }
        } else {
            error(node.position(), wrong("a mapping or one expression", node), "write a mapping");
        }
    }

    private static @org.jspecify.annotations.Nullable YamlScalar scalarOf(YamlNode node) {
        return node instanceof YamlScalar scalar && !scalar.tag().equals("!alias") ? scalar : null;
    }

    private void either(YamlNode node, Shape.Either either) {
        Shape shape =
                switch (node) {
                    case YamlScalar _ -> either.scalar();
                    case YamlList _ -> either.list();
                    case YamlMap _ -> either.map();
                };
        if (shape != null) {
            check(node, shape);
            return;
        }
        String wanted =
                either.map() != null ? "a mapping" : either.scalar() != null ? "text" : "a list";
        error(node.position(), wrong(wanted, node), "write " + wanted);
    }

    private void free(YamlNode node, Where where) {
        switch (node) {
            case YamlScalar scalar -> scalars.free(scalar, where);
            case YamlList list -> list.items().forEach(item -> free(item, where));
            case YamlMap _ ->
                    names("a value of a matrix", node, true)
                            .forEach(entry -> free(entry.value(), where));
        }
    }
}
