# How to answer

Combine the two kernels above: keep from each what makes it fast. <#if scheduled>Answer with the steps of a schedule, as JSON of the form
{"idea": "…", "steps": [{"nest": "C", "transformation": "split", "arguments": ["k", "16"]}]}, that takes steps of both in an order that is legal.<#else>Say your idea in one line that begins with `Idea:`. Then give the whole new source in one
block that begins with ```${language.fence} and ends with ```, with the comments that begin with `// tilewright:` at its head.
<#include "launch.ftl"></#if>
