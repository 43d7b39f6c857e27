package dev.duru.access;

import dev.duru.web.Texts;
import java.util.Optional;

/** What is wrong with a new password, in the words of a page. */
final class Weaknesses {
    private Weaknesses() {}

    static Optional<String> of(Texts.Words words, String user, String password, String again) {
        Optional<String> weak =
                PasswordRules.weakness(user, password)
                        .map(weakness ->
                                switch (weakness) {
                                    case TOO_SHORT ->
                                            words.text("password.short", PasswordRules.SHORTEST);
                                    case TOO_LONG ->
                                            words.text("password.long", PasswordRules.LONGEST);
                                    case COMMON -> words.text("password.common");
                                });
        return weak.isEmpty() && !password.equals(again)
                ? Optional.of(words.text("password.differ"))
                : weak;
    }
}
