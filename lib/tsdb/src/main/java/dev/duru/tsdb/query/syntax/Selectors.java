package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads names and conditions on labels. */
final class Selectors {
    private final TokenReader tokens;

    Selectors(TokenReader tokens) {
        this.tokens = tokens;
    }

    boolean starts() {
        return tokens.is(TokenKind.LEFT_BRACE) || tokens.peek().kind().namesMetric();
    }

    Expr.Selector selector() {
        Place place = tokens.peek().place();
        String name = "";
        List<Matcher> matchers = new ArrayList<>();
        if (!tokens.is(TokenKind.LEFT_BRACE)) {
            name = tokens.next().text();
        }
        if (tokens.is(TokenKind.LEFT_BRACE)) {
            place = place.to(matchers(matchers));
        }
        if (!name.isEmpty()) {
            matchers.add(Matcher.equal(Labels.NAME, name));
        }
        return new Expr.Selector(
                name, List.copyOf(matchers), Expr.When.NOW, Expr.Extension.NONE, false, place);
    }

    private Place matchers(List<Matcher> matchers) {
        tokens.expect(TokenKind.LEFT_BRACE);
        while (!tokens.is(TokenKind.RIGHT_BRACE)) {
            matcher().ifPresent(matchers::add);
            if (!tokens.is(TokenKind.RIGHT_BRACE) && !tokens.accept(TokenKind.COMMA)) {
                throw tokens.unexpected("label matching", "\",\" or \"}\"");
            }
        }
        return tokens.next().place();
    }

    private Optional<Matcher> matcher() {
        Token label = tokens.peek();
        boolean quoted = label.kind() == TokenKind.STRING;
        if (!quoted && label.kind() != TokenKind.IDENTIFIER) {
            throw tokens.unexpected("label matching", "identifier or \"}\"");
        }
        tokens.next();
        Optional<Matcher.Kind> kind = kind(tokens.peek().kind());
        String name = quoted ? Strings.unquoted(label.text()) : label.text();
        if (kind.isEmpty()) {
            if (!quoted) {
                throw tokens.unexpected("label matching", "label matching operator");
            }
            return Optional.of(Matcher.equal(Labels.NAME, name));
        }
        tokens.next();
        if (!tokens.is(TokenKind.STRING)) {
            throw tokens.unexpected("label matching", "string");
        }
        Token value = tokens.next();
        try {
            return Optional.of(new Matcher(name, kind.get(), Strings.unquoted(value.text())));
        } catch (TsdbException e) {
            tokens.problem(label.place().to(value.place()), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<Matcher.Kind> kind(TokenKind kind) {
        for (Matcher.Kind known : Matcher.Kind.values()) {
            if (known.sign().equals(kind.text())) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }
}
