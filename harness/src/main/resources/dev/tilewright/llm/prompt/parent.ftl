# ${shown.title}

${shown.standing}
<#if shown.schedule?has_content>

It was made by this schedule of loop transformations:

<#list shown.schedule as step>
    ${step}
</#list>
</#if>
<#if shown.cost?has_content>

What it does, by count:
<#list shown.cost as row>
- ${row}
</#list>
</#if>
<#if shown.source?has_content>

```${language.fence}
${shown.source}
```
</#if>
<#if shown.diagnostics?has_content>

The compiler said:

${shown.diagnostics}
</#if>
