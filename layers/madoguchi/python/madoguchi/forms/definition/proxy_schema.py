"""The shape of what a proxy is asked, checked when content is built."""

from madoguchi.flow.schema import FlowContent

CONTENT = {"fields/proxy": FlowContent}
