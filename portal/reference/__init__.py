"""The API reference: a page for each endpoint, made from the OpenAPI document, with a form that sends the request."""
