# How to answer

Say your idea in one line that begins with `Idea:`. Then give the change to "${parents[0].title}" as blocks of this form, and nothing else:

<<<<<<< SEARCH
lines of the source, exactly as they are
=======
what is to stand in their place
>>>>>>> REPLACE

What stands under SEARCH must be whole lines that occur exactly once.<#if marked> Only lines between `// tilewright:evolve` and `// tilewright:end` may be changed.</#if>
<#include "launch.ftl">
