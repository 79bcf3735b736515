# The computation

${task.summary}. In index notation, reductions written as functions of the index that they run over:

    ${task.compute}

Problem that is timed: ${task.problem}. Arguments, row-major:
<#list task.arguments as argument>
- ${argument}
</#list>
<#if task.work?has_content>
${task.work}
</#if>
