/** What the client throws. */
class ApiFailure extends Error {
  constructor(status, code, message, requestId) {
    super(`DigiCert ONE answered ${status} (${code}): ${message}`);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }

  get isRetryable() {
    return this.status === 429 || this.status >= 500;
  }

  get isNotFound() {
    return this.status === 404 || this.code === "resource_not_found";
  }

  get isDuplicate() {
    return this.status === 409 || this.code === "duplicate_error";
  }

  get remedy() {
    switch (this.status) {
      case 400:
        return "Compare the request with the API's reference and correct the field that the message names.";
      case 401:
        return "Check that the API key is whole, that its service user is active, and that neither has reached its end date.";
      case 403:
        return "Give the service user of this key a role with the missing permission, or use another key.";
      case 404:
        return "The object was deleted, or this key cannot see its account.";
      case 409:
        return "Another object has this name. Choose another name, or delete the other object.";
      case 429:
        return "Too many requests for this key: wait, and spread the calls over several service users.";
      case 503:
        return "Maintenance is under way: wait as long as Retry-After says, and ask DigiCert after ten minutes.";
      default:
        return "Try again later, and ask DigiCert's support if it goes on.";
    }
  }
}

module.exports = { ApiFailure };
