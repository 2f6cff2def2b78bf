"""The engine for archives that outgrow one machine: the same documents, terms and queries on OpenSearch.

A generation is an index beside the others, and an alias names the one that is served. Texts are analyzed here, by
`searchapp.arabic`; the cluster gets ready terms, a space between them, and stores articles as they are.
"""
