package shop;

import static shop.TestRunner.same;

final class MoneyTest {
    @Test
    void writesCentsWithTwoDigits() {
        same("€7.90", Money.format(790));
        same("€0.05", Money.format(5));
        same("€1234.00", Money.format(123_400));
    }

    @Test
    void writesDebtsWithTheSignInFront() {
        same("-€0.50", Money.format(-50));
    }
}
