# How to answer

Say your idea in one line that begins with `Idea:`. Then give the whole new source in one block that begins with ```${language.fence} and ends
with ```.<#if marked> Only lines between `// tilewright:evolve` and `// tilewright:end` may differ from the source above.</#if> It has at its head these comments:

    // tilewright:entry NAME
    // tilewright:arguments ${arguments}
    // tilewright:launch global=[…] local=[…]

<#include "launch.ftl">
