# The device

${device.summary}
<#list device.facts as fact>
- ${fact}
</#list>
