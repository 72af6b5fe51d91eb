/** Whether the provider waits for a reply to such events, so that they are not stored first. */
export const isReply = (type: string): boolean =>
  type === "callerInformation" || type === "chatbotCallback";
